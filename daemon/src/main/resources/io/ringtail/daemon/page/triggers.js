// @ts-check
/** The triggers of a daemon: what it does when an event matches. */

import { LiveTable, element, show } from "./dom.js";
import { ask } from "./service.js";
import { exact, printable } from "./text.js";

const PERIOD_MS = 2000;
const REMOVE = "Remove";

/**
 * @typedef {{id: number, event?: string, tid?: string, pid?: string, filter?: string, do: string, live: boolean,
 *     matched: number, done: number, refused: number}} Trigger
 */

/** The list of triggers, and the form that adds one. */
export class TriggersView {
    /** @param {(problem: Error) => void} refused called after what the daemon has not done */
    constructor(refused) {
        this.refused = refused;
        this.form = element("trigger", HTMLFormElement);
        this.told = element("trigger-told", HTMLElement);
        this.table = element("triggers", HTMLTableElement);
        this.rows = new LiveTable(
            this.table,
            [
                { title: "Id", number: true },
                { title: "Event" },
                { title: "Condition" },
                { title: "Does" },
                { title: "State" },
                { title: "Matched", number: true },
                { title: "Done", number: true },
                { title: "Refused", number: true },
                { title: "Remove" },
            ],
            "none",
        );
        this.form.addEventListener("submit", submitted => {
            submitted.preventDefault();
            this.#act(() => this.#add());
        });
        setInterval(() => this.look(), PERIOD_MS);
    }

    /** Shows the triggers as they are now. */
    async look() {
        if (!this.table.offsetParent) {
            return;
        }
        try {
            /** @type {{triggers: Trigger[], events: number, lost: number, problem: string}} */
            const now = await (await ask("triggers")).json();
            this.#show(now.triggers);
            show(
                element("trigger-watch", HTMLElement),
                `${exact(now.events)} events looked at, ${exact(now.lost)} missed${now.problem ? `; ${printable(now.problem)}` : ""}`,
            );
        } catch (problem) {
            this.#tell(/** @type {Error} */ (problem).message, true);
        }
    }

    /** @param {Trigger[]} triggers */
    #show(triggers) {
        this.rows.show(triggers.map(trigger => [
            String(trigger.id),
            printable(trigger.event ?? "any"),
            conditionOf(trigger),
            printable(trigger.do),
            trigger.live ? "waits" : "has ended",
            exact(trigger.matched),
            exact(trigger.done),
            exact(trigger.refused),
            REMOVE,
        ]));
        triggers.forEach(({ id }, i) => this.#remover(/** @type {Element} */ (this.rows.body.rows[i].lastElementChild), id));
    }

    /**
     * Makes the text of a cell a button that removes a trigger. One that is there stays, since it may have the focus.
     *
     * @param {Element} cell
     * @param {number} id
     */
    #remover(cell, id) {
        let button = cell.querySelector("button");
        if (!button) {
            const made = document.createElement("button");
            made.textContent = REMOVE;
            made.addEventListener("click", () => this.#act(() => this.#remove(String(made.dataset.id))));
            cell.replaceChildren(made);
            button = made;
        }
        button.dataset.id = String(id);
        button.setAttribute("aria-label", `Remove trigger ${id}`);
    }

    async #add() {
        const fields = Object.fromEntries([...new FormData(this.form)].map(([name, value]) => [name, String(value).trim()]));
        const act = fields.action + (fields.action.endsWith(":") ? fields.glob : "");
        const query = new URLSearchParams({ do: fields.times === "" ? act : `${act}:${fields.times}` });
        for (const name of ["event", "filter"]) {
            if (fields[name] !== "") {
                query.set(name, fields[name]);
            }
        }
        /** @type {Trigger} */
        const added = await (await ask(`triggers?${query}`, { method: "POST" })).json();
        return `trigger ${added.id} waits`;
    }

    /** @param {string} id */
    async #remove(id) {
        await ask(`triggers?id=${id}`, { method: "DELETE" });
        return `trigger ${id} is removed`;
    }

    /**
     * Does something, and shows what came of it.
     *
     * @param {() => Promise<string>} act
     */
    async #act(act) {
        try {
            this.#tell(await act(), false);
        } catch (problem) {
            this.refused(/** @type {Error} */ (problem));
            this.#tell(/** @type {Error} */ (problem).message, true);
        }
        await this.look();
    }

    /**
     * @param {string} message a line, or more where a filter is wrong
     * @param {boolean} problem
     */
    #tell(message, problem) {
        show(this.told, message.split("\n").map(printable).join("\n"));
        this.told.classList.toggle("problem", problem);
    }
}

/** @param {Trigger} trigger */
function conditionOf(trigger) {
    return [
        trigger.pid ? `process ${trigger.pid}` : "",
        trigger.tid ? `thread ${trigger.tid}` : "",
        printable(trigger.filter ?? ""),
    ].filter(text => text !== "").join(", ");
}
