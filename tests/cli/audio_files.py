"""Makes small audio files with tags and a picture, for tests: no sound in them."""

import base64
import struct

FRONT = 3


def mp3(tags, picture, kind=FRONT, media="image/png"):
    """ID3v2.3; tags by frame id, and by name for user text."""

    def frame(name, data):
        return name + struct.pack(">IH", len(data), 0) + data

    frames = b""
    for name, value in tags.items():
        text = value.encode("latin-1")
        if len(name) == 4:
            frames += frame(name.encode(), b"\0" + text)
        else:
            frames += frame(b"TXXX", b"\0" + name.encode() + b"\0" + text)
    frames += frame(b"APIC", b"\0" + media.encode() + b"\0" +
                    bytes([kind]) + b"\0" + picture)
    size = len(frames)
    return (b"ID3\x03\0\0" + bytes(size >> shift & 127
                                   for shift in (21, 14, 7, 0)) + frames)


def picture_block(picture, kind=FRONT):
    media = b"image/png"
    return (struct.pack(">II", kind, len(media)) + media +
            struct.pack(">IIIIII", 0, 120, 120, 8, 0, len(picture)) + picture)


def comments(tags):
    vendor = b"tests"
    lines = [f"{name}={value}".encode() for name, value in tags.items()]
    return (struct.pack("<I", len(vendor)) + vendor +
            struct.pack("<I", len(lines)) +
            b"".join(struct.pack("<I", len(line)) + line for line in lines))


def flac(tags, picture, kind=FRONT):
    blocks = [(0, bytes(34)), (4, comments(tags)),
              (6, picture_block(picture, kind))]
    out = b"fLaC"
    for i, (block, data) in enumerate(blocks):
        last = 0x80 if i == len(blocks) - 1 else 0
        out += struct.pack(">I", (last | block) << 24 | len(data)) + data
    return out


def ogg(tags, picture, kind=FRONT):
    """Vorbis: pages of the three headers."""
    block = base64.b64encode(picture_block(picture, kind)).decode()
    packets = [b"\x01vorbis" + struct.pack("<IBIIIIBB", 0, 1, 44100, 0, 0, 0,
                                           0xb8, 1),
               b"\x03vorbis" + comments({**tags, "METADATA_BLOCK_PICTURE": block})
               + b"\x01", b"\x05vorbis"]
    out = b""
    for number, packet in enumerate(packets):
        segments = [255] * (len(packet) // 255) + [len(packet) % 255]
        assert len(segments) < 256
        out += (b"OggS\0" + bytes([2 if number == 0 else 0]) + bytes(8) +
                struct.pack("<III", 7, number, 0) + bytes([len(segments)]) +
                bytes(segments) + packet)
    return out


def m4a(tags, picture):
    """tags by four bytes, or by name for those of iTunes."""

    def atom(name, data):
        return struct.pack(">I", 8 + len(data)) + name + data

    def data(kind, value):
        return atom(b"data", struct.pack(">II", kind, 0) + value)

    items = b""
    for name, value in tags.items():
        if isinstance(name, bytes):
            items += atom(name, data(1, value.encode()))
        else:
            items += atom(b"----", atom(b"mean", bytes(4) + b"com.apple.iTunes")
                          + atom(b"name", bytes(4) + name.encode())
                          + data(1, value.encode()))
    items += atom(b"covr", data(14, picture))
    meta = atom(b"meta", bytes(4) + atom(b"hdlr", bytes(8) + b"mdirappl" +
                                         bytes(9)) + atom(b"ilst", items))
    return (atom(b"ftyp", b"M4A \0\0\0\0") +
            atom(b"moov", atom(b"udta", meta)) + atom(b"mdat", b""))
