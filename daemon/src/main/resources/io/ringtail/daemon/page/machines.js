// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { ViewedFile } from "./files.js" */
/** The machines whose events are shown: a daemon's one, or those of files. */

/** Ids of threads and processes have the machine's number above these bits, as ringtail merge gives them. */
const ID_BITS = 22;

export class Machines {
    constructor() {
        /** @type {number[]} by machine, what is added to the numbers of its CPUs; they ascend */
        this.firstCpus = [0];
        /** @type {string[]} by machine; none unless there are several */
        this.hosts = [];
    }

    /**
     * Learns which machines files are of.
     *
     * @param {ViewedFile[]} files
     */
    learn(files) {
        /** @type {Set<string>[]} daemons of one boot, in containers, may have hosts of their own */
        const hosts = [];
        for (const file of files) {
            this.firstCpus[file.machine] = file.first_cpu;
            (hosts[file.machine] ??= new Set()).add(file.host);
        }
        const names = Array.from(hosts, machine => [...(machine ?? [])].filter(host => host !== "").join(", "));
        this.hosts = this.firstCpus.length < 2 ? [] : names;
    }

    /** @param {number} cpu */
    ofCpu(cpu) {
        return this.firstCpus.findLastIndex(first => first <= cpu);
    }

    /** @param {number} id of a thread or a process */
    ofId(id) {
        return this.hosts.length === 0 ? 0 : id >>> ID_BITS;
    }

    /**
     * The id that a thread or a process has on its own machine.
     *
     * @param {number} id
     */
    ownId(id) {
        return this.hosts.length === 0 ? id : id & ((1 << ID_BITS) - 1);
    }

    /**
     * The process of an event's thread; if that is unknown, one with the own id 0 on the thread's machine.
     *
     * @param {CurrentEvent} event
     */
    processOf(event) {
        return event.thread?.pid || (this.ofId(event.tid) << ID_BITS);
    }

    /**
     * What says of which host a machine is, if that is not plain.
     *
     * @param {number} machine
     */
    host(machine) {
        const host = this.hosts[machine];
        return host ? ` of ${host}` : "";
    }
}
