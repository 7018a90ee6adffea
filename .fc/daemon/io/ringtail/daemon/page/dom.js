// @ts-check
/** The document's elements. Text reaches it as text only: nothing here, or elsewhere, makes HTML of it. */

/**
 * The element of an id, which the page has.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function element(id, type) {
    const found = document.getElementById(id);
    if (!(found instanceof type)) {
        throw new Error(`the page has no ${type.name} #${id}`);
    }
    return found;
}

/**
 * Sets an element's text, if it is another one.
 *
 * @param {Element} target
 * @param {string} text
 */
export function show(target, text) {
    if (target.textContent !== text) {
        target.textContent = text;
    }
}

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {boolean} [number] whether its cells are aligned as numbers
 */

/** A table whose cells are changed in place, so that a selection in it survives. */
export class LiveTable {
    /**
     * @param {HTMLTableElement} table
     * @param {Column[]} columns
     * @param {string} empty the text where there are no rows
     */
    constructor(table, columns, empty) {
        this.columns = columns;
        this.empty = empty;
        const head = table.createTHead().insertRow();
        for (const column of columns) {
            const cell = document.createElement("th");
            cell.scope = "col";
            cell.textContent = column.title;
            cell.classList.toggle("number", column.number === true);
            head.append(cell);
        }
        this.body = table.createTBody();
        this.show([]);
    }

    /** @param {string[][]} rows */
    show(rows) {
        const shown = rows.length > 0 ? rows : [[this.empty]];
        while (this.body.rows.length > shown.length) {
            this.body.deleteRow(-1);
        }
        shown.forEach((texts, i) => this.#row(this.body.rows[i] ?? this.body.insertRow(), texts));
    }

    /**
     * @param {HTMLTableRowElement} row
     * @param {string[]} texts
     */
    #row(row, texts) {
        while (row.cells.length > texts.length) {
            row.deleteCell(-1);
        }
        texts.forEach((text, i) => {
            const cell = row.cells[i] ?? row.insertCell();
            cell.colSpan = texts.length === 1 ? this.columns.length : 1;
            cell.classList.toggle("number", texts.length > 1 && this.columns[i].number === true);
            show(cell, text);
        });
    }
}
