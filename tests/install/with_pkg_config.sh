# Builds a program in C with an installed Sleeve.
${CC:-cc} -std=c99 -o find_artworks find_artworks.c \
  $(pkg-config --cflags --libs sleeve)
