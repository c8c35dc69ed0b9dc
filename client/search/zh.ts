export const zh = {
  search: {
    label: '搜索河湖、设施、河长或坐标',
    hint: '河名、编码、河长、地址或坐标',
    clear: '清空',
    none: '没有找到“{q}”',
    canSearch: '可以这样找：河名或拼音首字母（如 srj）、河湖编码、河长姓名、村居地名，或坐标（113.26, 23.13；也认 GCJ-02 和 4547 平面坐标）',
    found: '{n} 个结果',
    person: '人员',
    position: '坐标',
    again: '没搜成：{why}',
  },
}
