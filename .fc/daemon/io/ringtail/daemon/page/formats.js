// @ts-check
/**
 * Event formats, from the texts of tracefs's `format` files, and the values of an event's fields.
 *
 * @typedef {"number" | "boolean" | "floating" | "text" | "numbers"} Kind
 * @typedef {number | bigint | boolean | string | Array<number | bigint>} Value
 *
 * @typedef {object} Field
 * @property {string} name
 * @property {Kind} kind what its values are
 * @property {boolean} hexadecimal whether text shows it in hexadecimal
 * @property {(event: DataView, payload: number, length: number) => Value} read returns its value in an event; integers
 *     of 8 bytes are BigInts, named values are their names
 *
 * @typedef {object} Format
 * @property {number} id the event's number in the pages
 * @property {string} system
 * @property {string} name
 * @property {string} fullName SYSTEM:NAME
 * @property {Field[]} fields those that are not common to all events
 */

const FIELD = /^\s*field:(.*?);\s*offset:(\d+);\s*size:(\d+);\s*signed:([01]);\s*$/;
const SYMBOLIC = /__print_symbolic\(REC->(\w+)((?:,\s*\{\s*[^,{}]+,\s*"(?:[^"\\]|\\.)*"\s*\})+)\)/g;
const SYMBOL = /\{\s*([^,{}]+?)\s*,\s*"((?:[^"\\]|\\.)*)"\s*\}/g;
const CONVERSION = /(\w+)=(%[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?[a-zA-Z])/g;

const TEXT = new TextDecoder();

/**
 * Parses a format text.
 *
 * @param {string} system
 * @param {string} text
 * @returns {Format}
 */
export function parseFormat(system, text) {
    const name = /^name: (.+)$/m.exec(text)?.[1] ?? "?";
    const id = Number(/^ID: (\d+)$/m.exec(text)?.[1] ?? 0);
    const print = text.slice(Math.max(0, text.indexOf("\nprint fmt:")));
    const symbols = symbolsOf(print);
    const hexadecimal = new Set();
    for (const [, field, conversion] of print.matchAll(CONVERSION)) {
        if (/x$/i.test(conversion)) {
            hexadecimal.add(field);
        }
    }
    const fields = [];
    for (const line of text.split("\n")) {
        const parts = FIELD.exec(line);
        if (parts && !/\bcommon_\w+$/.test(parts[1])) {
            fields.push(fieldOf(parts, symbols, hexadecimal));
        }
    }
    return { id, system, name, fullName: `${system}:${name}`, fields };
}

/** @param {string} print */
function symbolsOf(print) {
    /** @type {Map<string, Map<bigint, string>>} */
    const symbols = new Map();
    for (const [, field, list] of print.matchAll(SYMBOLIC)) {
        const names = new Map();
        for (const [, value, symbol] of list.matchAll(SYMBOL)) {
            if (/^(-?\d+|0x[\da-fA-F]+)$/.test(value) && !names.has(BigInt(value))) {
                names.set(BigInt(value), symbol.replace(/\\(.)/g, "$1"));
            }
        }
        symbols.set(field, names);
    }
    return symbols;
}

/**
 * @param {RegExpExecArray} parts of a field's line
 * @param {Map<string, Map<bigint, string>>} symbols
 * @param {Set<string>} hexadecimal
 * @returns {Field}
 */
function fieldOf(parts, symbols, hexadecimal) {
    const declaration = parts[1].trim();
    const offset = Number(parts[2]);
    const size = Number(parts[3]);
    const signed = parts[4] === "1";
    const array = /^(.*?)\s*(\w+)\[([^\]]*)\]$/.exec(declaration);
    const single = /^(.*?)\s*(\w+)$/.exec(declaration);
    const name = array?.[2] ?? single?.[2] ?? declaration;
    const type = array?.[1] ?? single?.[1] ?? "";
    const field = { name, hexadecimal: hexadecimal.has(name) };
    if (/^__(data|rel)_loc\b/.test(type)) {
        return { ...field, kind: "text", read: locatedText(offset, type.startsWith("__rel") ? offset + 4 : 0) };
    }
    if (array && /\bchar$/.test(type)) {
        return { ...field, kind: "text", read: fixedText(offset, size) };
    }
    if (array) {
        const count = Number(array[3]) || 1;
        return { ...field, kind: "numbers", read: numbers(offset, size / count, count, signed) };
    }
    if (type === "double" || type === "float") {
        return { ...field, kind: "floating", read: floating(offset, size) };
    }
    if (type === "bool") {
        return { ...field, kind: "boolean", read: within(offset, 1, (view, at) => view.getUint8(at) !== 0, false) };
    }
    return { ...field, kind: "number", read: named(integer(offset, size, signed), symbols.get(name), size) };
}

/**
 * @param {number} offset
 * @param {number} size
 * @param {(view: DataView, at: number) => Value} read
 * @param {Value} missing the value of a field that lies outside its event
 */
function within(offset, size, read, missing) {
    return (/** @type {DataView} */ view, /** @type {number} */ payload, /** @type {number} */ length) =>
        offset + size <= length ? read(view, payload + offset) : missing;
}

/**
 * @param {number} offset
 * @param {number} size
 * @param {boolean} signed
 */
function integer(offset, size, signed) {
    switch (size) {
        case 1:
            return within(offset, 1, (view, at) => (signed ? view.getInt8(at) : view.getUint8(at)), 0);
        case 2:
            return within(offset, 2, (view, at) => (signed ? view.getInt16(at, true) : view.getUint16(at, true)), 0);
        case 4:
            return within(offset, 4, (view, at) => (signed ? view.getInt32(at, true) : view.getUint32(at, true)), 0);
        case 8:
            return within(
                offset,
                8,
                (view, at) => (signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true)),
                0n,
            );
        default:
            return within(offset, size, () => 0, 0);
    }
}

/**
 * @param {number} offset
 * @param {number} size
 */
function floating(offset, size) {
    return within(
        offset,
        size,
        (view, at) => (size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true)),
        0,
    );
}

/**
 * Shows a value's name in place of its number, compared by its bits, as libtraceevent does.
 *
 * @param {(view: DataView, payload: number, length: number) => Value} read
 * @param {Map<bigint, string> | undefined} names
 * @param {number} size
 */
function named(read, names, size) {
    if (!names) {
        return read;
    }
    return (/** @type {DataView} */ view, /** @type {number} */ payload, /** @type {number} */ length) => {
        const value = read(view, payload, length);
        return names.get(BigInt.asUintN(8 * size, BigInt(/** @type {number | bigint} */ (value)))) ?? value;
    };
}

/**
 * @param {number} offset
 * @param {number} size
 * @param {number} count
 * @param {boolean} signed
 */
function numbers(offset, size, count, signed) {
    const reads = Array.from({ length: count }, (unused, i) => integer(offset + i * size, size, signed));
    return (/** @type {DataView} */ view, /** @type {number} */ payload, /** @type {number} */ length) =>
        reads.map(read => /** @type {number | bigint} */ (read(view, payload, length)));
}

/**
 * @param {number} offset
 * @param {number} size
 */
function fixedText(offset, size) {
    return within(offset, size, (view, at) => textOf(view, at, size), "");
}

/**
 * A text after the fixed fields, located by a word: length << 16 | offset.
 *
 * @param {number} offset of the word
 * @param {number} origin of the text's offset
 */
function locatedText(offset, origin) {
    return (/** @type {DataView} */ view, /** @type {number} */ payload, /** @type {number} */ length) => {
        if (offset + 4 > length) {
            return "";
        }
        const word = view.getUint32(payload + offset, true);
        const at = origin + (word & 0xffff);
        const size = word >>> 16;
        return at + size <= length ? textOf(view, payload + at, size) : "";
    };
}

/**
 * The text up to the first NUL.
 *
 * @param {DataView} view
 * @param {number} at
 * @param {number} size
 */
function textOf(view, at, size) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, size);
    const end = bytes.indexOf(0);
    return TEXT.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
