"""QGIS without a window: start it, render a map, end it."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Nothing of the user's own, and nothing of ours in the user's.
os.environ.setdefault("QGIS_CUSTOM_CONFIG_PATH", os.environ.get("TMPDIR", "/tmp") + "/bailiwick-qgis")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

WEB_MERCATOR = QgsCoordinateReferenceSystem("EPSG:3857")

# 吉林省, with a little around it: west, south, east, north.
JILIN = QgsRectangle(121.3, 40.7, 131.6, 46.5)


def start():
    """The application; keep it until `end`."""
    application = QgsApplication([], False)
    application.initQgis()
    QgsProject.instance().setCrs(WEB_MERCATOR)
    return application


def end(application):
    """Ends before Python takes things apart in an order that QGIS does not survive."""
    QgsProject.instance().clear()
    sys.stdout.flush()
    application.exitQgis()
    os._exit(0)


def render(layers, path, extent=JILIN, size=(1600, 1200)):
    """Draws layers, the first on top, as QGIS's own window would.

    Returns the share of the picture that is not bare paper.
    """
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(WEB_MERCATOR)
    to_map = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4490"), WEB_MERCATOR, QgsProject.instance())
    settings.setOutputSize(QSize(*size))
    settings.setExtent(to_map.transformBoundingBox(extent))
    settings.setOutputDpi(96)
    paper = QColor("#e9edec")
    settings.setBackgroundColor(paper)
    flags = Qgis.MapSettingsFlag
    for flag in (flags.Antialiasing, flags.DrawLabeling, flags.UseAdvancedEffects):
        settings.setFlag(flag, True)
    context = QgsExpressionContext()
    context.appendScopes(
        [
            QgsExpressionContextUtils.globalScope(),
            QgsExpressionContextUtils.projectScope(QgsProject.instance()),
            QgsExpressionContextUtils.mapSettingsScope(settings),
        ]
    )
    settings.setExpressionContext(context)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    assert image.save(str(path)), path
    step = 8
    spots = [(x, y) for x in range(0, size[0], step) for y in range(0, size[1], step)]
    return sum(image.pixelColor(x, y) != paper for x, y in spots) / len(spots)
