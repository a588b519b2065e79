import type { Catalog, Info, TileJson } from './contract'
import { getJson } from './client'

export const fetchInfo = (): Promise<Info> => getJson<Info>('api/v1/info')

export const fetchCatalog = (): Promise<Catalog> => getJson<Catalog>('catalog')

export const fetchTileJson = (layers: readonly string[]): Promise<TileJson> => getJson<TileJson>(layers.join(','))
