"""Pictures of pages to text, in the peers' Python, as each tool's own documentation shows it: reading.py TOOL FOLDER PICTURE…"""

import sys
from pathlib import Path


def pytesseract(pictures: list[Path]) -> list[str]:
    import pytesseract
    from PIL import Image

    return [pytesseract.image_to_string(Image.open(picture), lang="swe") for picture in pictures]


def rapidocr(pictures: list[Path]) -> list[str]:
    from rapidocr import RapidOCR

    engine = RapidOCR()
    return ["\n".join(engine(str(picture)).txts or ()) for picture in pictures]


TOOLS = {"pytesseract": pytesseract, "rapidocr": rapidocr}


def main() -> int:
    tool, folder, *pictures = sys.argv[1:]
    paths = [Path(picture) for picture in pictures]
    for path, text in zip(paths, TOOLS[tool](paths), strict=True):
        (Path(folder) / f"{path.stem}.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
