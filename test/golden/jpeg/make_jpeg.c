/* Made the pictures beside it: one picture of 37 by 29, coded by libjpeg-turbo 2.1.5 in ten ways, and decoded again with default settings.
   cc make_jpeg.c -o make_jpeg -ljpeg && ./make_jpeg && sha256sum *.raw */
#include <stdio.h>
#include <string.h>
#include <jpeglib.h>

enum { WIDTH = 37, HEIGHT = 29 };

static unsigned char picture[HEIGHT][WIDTH][3];

static void draw(void)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            unsigned char *pixel = picture[y][x];
            pixel[0] = x * 255 / WIDTH;
            pixel[1] = y * 255 / HEIGHT;
            pixel[2] = (x * y * 7) & 255;
            if ((x - 18) * (x - 18) + (y - 14) * (y - 14) < 64) pixel[0] = 240, pixel[1] = 30, pixel[2] = 60;
            if ((x / 3 + y / 3) % 5 == 0) pixel[0] ^= 80, pixel[1] ^= 40;
        }
}

static void encode(const char *name, int channels, int across, int down, int progressive, int restart, int rgb, int quality)
{
    struct jpeg_compress_struct to;
    struct jpeg_error_mgr errors;
    to.err = jpeg_std_error(&errors);
    jpeg_create_compress(&to);
    FILE *file = fopen(name, "wb");
    jpeg_stdio_dest(&to, file);
    to.image_width = WIDTH, to.image_height = HEIGHT, to.input_components = channels;
    to.in_color_space = channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&to);
    if (rgb) jpeg_set_colorspace(&to, JCS_RGB);
    jpeg_set_quality(&to, quality, TRUE);
    if (channels == 3 && !rgb) to.comp_info[0].h_samp_factor = across, to.comp_info[0].v_samp_factor = down;
    if (progressive) jpeg_simple_progression(&to);
    to.restart_interval = restart, to.optimize_coding = TRUE;
    jpeg_start_compress(&to, TRUE);
    for (int y = 0; y < HEIGHT; y++) {
        unsigned char row[WIDTH * 3];
        for (int x = 0; x < WIDTH; x++)
            if (channels == 3) memcpy(row + 3 * x, picture[y][x], 3);
            else row[x] = picture[y][x][1];
        JSAMPROW rows = row;
        jpeg_write_scanlines(&to, &rows, 1);
    }
    jpeg_finish_compress(&to);
    fclose(file);
    jpeg_destroy_compress(&to);
}

static void decode(const char *name)
{
    struct jpeg_decompress_struct from;
    struct jpeg_error_mgr errors;
    char raw[200];
    unsigned char row[WIDTH * 3];
    JSAMPROW rows = row;
    from.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&from);
    FILE *file = fopen(name, "rb");
    jpeg_stdio_src(&from, file);
    jpeg_read_header(&from, TRUE);
    jpeg_start_decompress(&from);
    snprintf(raw, sizeof raw, "%s.raw", name);
    FILE *pixels = fopen(raw, "wb");
    while (from.output_scanline < from.output_height) {
        jpeg_read_scanlines(&from, &rows, 1);
        fwrite(row, 1, WIDTH * from.output_components, pixels);
    }
    fclose(pixels);
    jpeg_finish_decompress(&from);
    fclose(file);
    jpeg_destroy_decompress(&from);
}

static void both(const char *name, int channels, int across, int down, int progressive, int restart, int rgb, int quality)
{
    encode(name, channels, across, down, progressive, restart, rgb, quality);
    decode(name);
}

int main(void)
{
    draw();
    both("baseline-420.jpg", 3, 2, 2, 0, 0, 0, 85);
    both("baseline-422-restart.jpg", 3, 2, 1, 0, 2, 0, 85);
    both("baseline-440.jpg", 3, 1, 2, 0, 0, 0, 85);
    both("baseline-411.jpg", 3, 4, 1, 0, 0, 0, 80);
    both("baseline-444.jpg", 3, 1, 1, 0, 0, 0, 95);
    both("baseline-rgb.jpg", 3, 1, 1, 0, 0, 1, 80);
    both("baseline-grey.jpg", 1, 1, 1, 0, 0, 0, 80);
    both("progressive-420.jpg", 3, 2, 2, 1, 0, 0, 85);
    both("progressive-422-restart.jpg", 3, 2, 1, 1, 3, 0, 75);
    both("progressive-grey.jpg", 1, 1, 1, 1, 0, 0, 90);
}
