// @ts-check
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
        for (const file of files) {
            this.firstCpus[file.machine] = file.first_cpu;
            this.hosts[file.machine] ||= file.host;
        }
        if (this.firstCpus.length < 2) {
            this.hosts = [];
        }
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
     * What says of which host a thread or a process is, if that is not plain.
     *
     * @param {number} id
     */
    host(id) {
        const host = this.hosts[this.ofId(id)];
        return host ? ` of ${host}` : "";
    }
}
