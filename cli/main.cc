// The program `sleeve`.

int main() { return 0; }
