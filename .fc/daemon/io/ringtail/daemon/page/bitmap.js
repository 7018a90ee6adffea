// @ts-check
/** The pixels of a canvas, filled here: without a GPU, thousands of rectangles through the canvas cost several frames. */

/** A picture of one size, whose coordinates are those of the document. */
export class Bitmap {
    constructor() {
        this.image = new ImageData(1, 1);
        this.pixels = new Uint32Array(this.image.data.buffer);
        this.ratio = 1;
        /** @type {Map<string, number>} */
        this.colors = new Map();
    }

    /**
     * Begins a picture.
     *
     * @param {CanvasRenderingContext2D} paint of a canvas of the picture's size
     * @param {number} ratio how many pixels are one of the document's
     * @param {number} color
     */
    begin(paint, ratio, color) {
        const { width, height } = paint.canvas;
        if (this.image.width !== width || this.image.height !== height) {
            this.image = paint.createImageData(width, height);
            this.pixels = new Uint32Array(this.image.data.buffer);
        }
        this.ratio = ratio;
        this.pixels.fill(color);
    }

    /**
     * Fills a rectangle, as far as it is in the picture.
     *
     * @param {number} x
     * @param {number} y
     * @param {number} width
     * @param {number} height
     * @param {number} color
     */
    fill(x, y, width, height, color) {
        const { ratio, pixels } = this;
        const columns = this.image.width;
        const left = Math.max(0, Math.round(x * ratio));
        const right = Math.min(columns, Math.round((x + width) * ratio));
        const top = Math.max(0, Math.round(y * ratio));
        const bottom = Math.min(this.image.height, Math.round((y + height) * ratio));
        for (let row = top * columns, end = bottom * columns; row < end; row += columns) {
            for (let at = row + left, last = row + right; at < last; at++) {
                pixels[at] = color;
            }
        }
    }

    /** @param {CanvasRenderingContext2D} paint */
    put(paint) {
        paint.putImageData(this.image, 0, 0);
    }

    /**
     * The pixel of an opaque color.
     *
     * @param {CanvasRenderingContext2D} paint
     * @param {string} css
     */
    color(paint, css) {
        let color = this.colors.get(css);
        if (color === undefined) {
            paint.fillStyle = css;
            const [red, green, blue] = String(paint.fillStyle).match(/[\da-f]{2}/g) ?? ["0", "0", "0"];
            const bytes = new Uint8Array([parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16), 255]);
            color = new Uint32Array(bytes.buffer)[0];
            this.colors.set(css, color);
        }
        return color;
    }
}
