// The coordinate systems as the files write them down.
import type { ExportSystem } from '../../domain/export/formats.ts'

export interface System {
  name: string
  /** WKT as Esri words it, which every GIS reads from a .prj. */
  esri: string
  /** WKT as OGC 01-009 words it, in a GeoPackage. */
  wkt: string
}

const epsg = (number: number) => `AUTHORITY["EPSG","${number}"]`
const esriDegrees = 'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const degrees = `PRIMEM["Greenwich",0,${epsg(8901)}],UNIT["degree",0.0174532925199433,${epsg(9122)}]`
const metres = `UNIT["metre",1,${epsg(9001)}]`

const cgcs2000: System = {
  name: 'China Geodetic Coordinate System 2000',
  esri: `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],${esriDegrees}`,
  wkt: `GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,${epsg(1024)}],${epsg(1043)}],${degrees},${epsg(4490)}]`,
}
export const wgs84: System = {
  name: 'WGS 84',
  esri: `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],${esriDegrees}`,
  wkt: `GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,${epsg(7030)}],${epsg(6326)}],${degrees},${epsg(4326)}]`,
}

export const systems: Record<ExportSystem, System> = {
  4490: cgcs2000,
  4547: {
    name: 'CGCS2000 / 3-degree Gauss-Kruger CM 114E',
    esri: `PROJCS["CGCS2000_3_Degree_GK_CM_114E",${cgcs2000.esri},PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`,
    wkt: `PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 114E",${cgcs2000.wkt},PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",114],PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],${metres},${epsg(4547)}]`,
  },
  3857: {
    name: 'WGS 84 / Pseudo-Mercator',
    esri: `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",${wgs84.esri},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]`,
    wkt: `PROJCS["WGS 84 / Pseudo-Mercator",${wgs84.wkt},PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],${metres},AXIS["Easting",EAST],AXIS["Northing",NORTH],EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"],${epsg(3857)}]`,
  },
}
