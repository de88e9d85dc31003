// Makes test pictures.
