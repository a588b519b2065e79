/** What the file chooser offers; the server has the last word on what it reads. */
export const ACCEPTED_FILES = '.csv,.xlsx,.geojson,.json,.gpkg,.zip,.parquet,.fgb,.kml'

const SHAPEFILE_PART = /\.(shp|shx|dbf|prj|cpg|sbn|sbx|qix)$/i

export type Pick = { kind: 'file'; file: File } | { kind: 'problem'; problem: 'none' | 'several' | 'loose-shapefile' }

/** A batch is one file; the parts of a Shapefile have to travel together in a zip. */
export function pickFile(files: readonly File[]): Pick {
  if (files.some((file) => SHAPEFILE_PART.test(file.name))) return { kind: 'problem', problem: 'loose-shapefile' }
  const [file] = files
  if (!file) return { kind: 'problem', problem: 'none' }
  return files.length === 1 ? { kind: 'file', file } : { kind: 'problem', problem: 'several' }
}
