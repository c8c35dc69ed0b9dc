export const zh = {
  print: {
    tool: '打印或存图',
    heading: '标题',
    title: '{city}河湖图',
    what: '打印现在看到的范围，带比例尺、月份和来源。纸张和横竖在浏览器的打印窗口里选。',
    print: '打印…',
    save: '存为图片',
    close: '关闭',
    forbidden: '现在的底图不允许存图。请在图层里换回自己的底图再试。',
  },
}
