"""SedonaDB: its spatial join in SQL, on one thread, because the process is kept to one core."""

import geopandas
import numpy as np
import sedona.db
import sedonadb
import shapely

NAME = "SedonaDB"


def versions() -> str:
    return f"SedonaDB {sedonadb.__version__}"


class Locate:
    def __init__(self, shapes: np.ndarray) -> None:
        self.db = sedona.db.connect()
        self._view("area", shapes)

    def _view(self, name: str, geometries: np.ndarray) -> None:
        # Without a CRS on either side: plane geometry for all peers alike.
        frame = geopandas.GeoDataFrame({"id": np.arange(len(geometries))}, geometry=geometries)
        self.db.create_data_frame(frame).to_memtable().to_view(name, overwrite=True)

    def load(self, lon: np.ndarray, lat: np.ndarray) -> None:
        self._view("point", shapely.points(lon, lat))

    def ways(self):
        return {"ST_Intersects": lambda: self._join("ST_Intersects(area.geometry, point.geometry)")}

    def _join(self, condition: str):
        answer = self.db.sql(f"SELECT point.id AS point, area.id AS area FROM point JOIN area ON {condition}").to_arrow_table()
        return answer["point"].to_numpy(), answer["area"].to_numpy()
