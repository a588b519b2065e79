"""`execute.py test|keep NOTEBOOK`: runs all cells; an error in one is an error here. `keep` writes what they show into the file."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main(mode: str, path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=600, record_timing=False, resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    if mode == "keep":
        # Equal runs are to give equal files: no version of whoever ran it.
        notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        nbformat.write(notebook, path)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
