// @ts-check
/** @import { Format } from "./formats.js" */
/** @import { StoredEvent } from "./store.js" */
/** The fields of one event type as columns of a list in a monospaced font. */

import { printable, textOf } from "./text.js";

const WIDEST = 24;

/** The columns of the type that was asked for last; they are as wide as the widest value that was shown. */
export class Columns {
    constructor() {
        /** @type {Format | undefined} */
        this.format = undefined;
        /** @type {number[]} */
        this.widths = [];
        /** Whether a column has become wider than it was for the values before. */
        this.grown = false;
    }

    /**
     * Chooses a type.
     *
     * @param {Format | undefined} format
     */
    choose(format) {
        if (format !== this.format) {
            this.format = format;
            this.widths = (format?.fields ?? []).map(field => Math.min(WIDEST, printable(field.name).length));
        }
    }

    /** The names of the fields, above their columns. */
    head() {
        return this.#line((this.format?.fields ?? []).map(field => printable(field.name)));
    }

    /**
     * The values of an event of the chosen type in their columns; of another type, with their names.
     *
     * @param {StoredEvent} event
     */
    values(event) {
        const fields = event.format?.fields ?? [];
        const texts = fields.map((field, i) => textOf(field, event.value(i)));
        if (event.format !== this.format) {
            return texts.map((text, i) => `${fields[i].name}=${text}`).join(" ");
        }
        texts.forEach((text, i) => {
            const width = Math.min(WIDEST, Math.max(this.widths[i], text.length));
            this.grown ||= width > this.widths[i];
            this.widths[i] = width;
        });
        return this.#line(texts);
    }

    /** @param {string[]} texts */
    #line(texts) {
        return texts.map((text, i) => fitted(text, this.widths[i])).join("  ");
    }
}

/**
 * @param {string} text
 * @param {number} width
 */
function fitted(text, width) {
    return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
