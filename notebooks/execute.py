"""`execute.py test|keep NOTEBOOK`: runs all cells; an error ends it. `keep` writes into the file what they show."""

import base64
import io
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

COLOURS = 256  # of a picture that is kept: flat areas and thin lines need no more, and it is half as large


def main(mode: str, path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=600, record_timing=False, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    if mode == "keep":
        for cell in notebook.cells:
            if cell.cell_type == "code":
                # Without what Java says as it starts.
                cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
                for shown in (output["data"] for output in cell.outputs if "image/png" in output.get("data", {})):
                    shown["image/png"] = smaller(shown["image/png"])
        # Equal runs are to give equal files: no version of whoever ran it.
        notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        nbformat.write(notebook, path)


def smaller(picture: str) -> str:
    """A picture with a palette.

    By octree: Pillow's usual method mixes rare colours with others, and a legend's patch is no longer what it shows.
    """
    full = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    out = io.BytesIO()
    full.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode("ascii")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
