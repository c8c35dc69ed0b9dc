// The coordinate systems as the files write them down: WKT as Esri words it, which every GIS reads from a .prj.
import type { ExportSystem } from '../../domain/export/formats.ts'

const degrees = 'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const cgcs2000 = `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],${degrees}`
const wgs84 = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],${degrees}`

export const wktOf: Record<ExportSystem, string> = {
  4490: cgcs2000,
  4547: `PROJCS["CGCS2000_3_Degree_GK_CM_114E",${cgcs2000},PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`,
  3857: `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",${wgs84},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]`,
}

export const wgs84Wkt = wgs84
