"""Shows matches in a notebook: the picture beside the artwork."""
from __future__ import annotations

import base64
import html
import io
import os
from typing import Any, Optional

_SIDE = 240  # pixels of a thumbnail


def _open(picture: Any) -> Optional[Any]:
    try:
        from PIL import Image, ImageOps
    except ImportError:
        return None
    try:
        if isinstance(picture, (bytes, bytearray, memoryview)):
            image = Image.open(io.BytesIO(picture))
        elif isinstance(picture, (str, os.PathLike)):
            image = Image.open(picture)
        elif hasattr(picture, "__array_interface__") and not hasattr(
                picture, "convert"):
            image = Image.fromarray(picture)
        else:
            image = picture
        return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, TypeError):
        return None


def _svg(picture: Any, region: Any, title: str) -> str:
    """A thumbnail, with the region outlined."""
    image = _open(picture)
    if image is None:
        return f"<em>{html.escape(title)}</em>"
    width, height = image.size
    image.thumbnail((_SIDE, _SIDE))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    outline = ""
    if region:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in region)
        outline = (f'<polygon points="{points}" fill="none" stroke="red" '
                   f'stroke-width="{max(width, height) / 80:.1f}"/>')
    return (f'<svg width="{image.width}" height="{image.height}" '
            f'viewBox="0 0 {width} {height}"><title>{html.escape(title)}'
            f'</title><image href="data:image/png;base64,{data}" '
            f'width="{width}" height="{height}"/>{outline}</svg>')


def _artwork(match: Any, catalogue: Any) -> Any:
    folder = getattr(catalogue, "pictures", ".")
    return os.path.join(folder, match.artwork_id)


def matches_html(matches: Any, picture: Any, catalogue: Any) -> str:
    """A table: for each match the picture, the artwork, and the numbers."""
    if not matches:
        return "<p>No artwork was found.</p>"
    rows = []
    for match in matches:
        numbers = (f"{'candidate' if match.candidate else match.kind}<br>"
                   f"score {match.score:.3f}<br>{match.distance} bits<br>"
                   f"{html.escape(match.transform)}<br>"
                   f"by chance {match.expected_false_matches:.1e}")
        rows.append(
            f"<tr><td>{_svg(picture, match.region, 'picture')}</td>"
            f"<td>{_svg(_artwork(match, catalogue), None, match.artwork_id)}"
            f"</td><td>{html.escape(match.artwork_id)}<br>{numbers}</td></tr>")
    return ("<table><tr><th>picture</th><th>artwork</th><th>match</th></tr>"
            + "".join(rows) + "</table>")
