#include "core/flatten.h"

#include <cstring>

namespace sleeve {
namespace {

struct Colour {
  int red, green, blue;
};

int on_white(int value, int alpha) {
  return (value * alpha + 255 * (255 - alpha) + 127) / 255;
}

template <Layout kLayout>
constexpr int kChannels =
    kLayout == Layout::grey                            ? 1
    : kLayout == Layout::grey_alpha                    ? 2
    : kLayout == Layout::rgb || kLayout == Layout::bgr ? 3
                                                       : 4;

template <Layout kLayout>
Colour flat_colour(const uint8_t* in) {
  constexpr int kSamples = kChannels<kLayout>;
  Colour colour{in[0], in[0], in[0]};
  if constexpr (kSamples >= 3) {
    constexpr bool kBlueFirst =
        kLayout == Layout::bgr || kLayout == Layout::bgra;
    colour =
        kBlueFirst ? Colour{in[2], in[1], in[0]} : Colour{in[0], in[1], in[2]};
  }
  if constexpr (kSamples % 2 == 0) {
    const int alpha = in[kSamples - 1];
    colour = {on_white(colour.red, alpha), on_white(colour.green, alpha),
              on_white(colour.blue, alpha)};
  }
  return colour;
}

template <Layout kLayout>
void convert(const uint8_t* in, int columns, Channels wanted, uint8_t* out) {
  constexpr int kSamples = kChannels<kLayout>;
  const uint8_t* end = in + static_cast<ptrdiff_t>(columns) * kSamples;
  if (wanted == Channels::rgb) {
    for (; in != end; in += kSamples, out += 3) {
      const Colour colour = flat_colour<kLayout>(in);
      out[0] = static_cast<uint8_t>(colour.red);
      out[1] = static_cast<uint8_t>(colour.green);
      out[2] = static_cast<uint8_t>(colour.blue);
    }
    return;
  }
  for (; in != end; in += kSamples, ++out) {
    const Colour colour = flat_colour<kLayout>(in);
    *out = static_cast<uint8_t>((colour.red * 19595 + colour.green * 38470 +
                                 colour.blue * 7471 + 0x8000) >>
                                16);
  }
}

void swap_red_and_blue(const uint8_t* in, int channels, int columns,
                       uint8_t* out) {
  for (int c = 0; c < columns; ++c, in += channels, out += channels) {
    const uint8_t blue = in[0];
    out[0] = in[2];
    out[1] = in[1];
    out[2] = blue;
    if (channels == 4) out[3] = in[3];
  }
}

bool stands_as_wanted(Layout layout, Channels wanted) {
  const bool blue_first = layout == Layout::bgr || layout == Layout::bgra;
  return (wanted == Channels::stored && !blue_first) ||
         (wanted == Channels::grey && layout == Layout::grey) ||
         (wanted == Channels::rgb && layout == Layout::rgb);
}

}  // namespace

int layout_channels(Layout layout) {
  switch (layout) {
    case Layout::grey:
      return 1;
    case Layout::grey_alpha:
      return 2;
    case Layout::rgb:
    case Layout::bgr:
      return 3;
    case Layout::rgba:
    case Layout::bgra:
      return 4;
  }
  return 0;
}

int wanted_channels(Layout layout, Channels wanted) {
  if (wanted == Channels::stored) return layout_channels(layout);
  return wanted == Channels::grey ? 1 : 3;
}

void convert_row(const uint8_t* in, Layout layout, int columns, Channels wanted,
                 uint8_t* out) {
  const int channels = layout_channels(layout);
  if (stands_as_wanted(layout, wanted)) {
    std::memmove(out, in, static_cast<size_t>(columns) * channels);
    return;
  }
  if (wanted == Channels::stored) {
    swap_red_and_blue(in, channels, columns, out);
    return;
  }
  switch (layout) {
    case Layout::grey:
      return convert<Layout::grey>(in, columns, wanted, out);
    case Layout::grey_alpha:
      return convert<Layout::grey_alpha>(in, columns, wanted, out);
    case Layout::rgb:
      return convert<Layout::rgb>(in, columns, wanted, out);
    case Layout::rgba:
      return convert<Layout::rgba>(in, columns, wanted, out);
    case Layout::bgr:
      return convert<Layout::bgr>(in, columns, wanted, out);
    case Layout::bgra:
      return convert<Layout::bgra>(in, columns, wanted, out);
  }
}

}  // namespace sleeve
