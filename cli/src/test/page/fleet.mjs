// The page of `ringtail view --kafka`: two hosts, through a broker of Kafka's own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { accessible, ended, number, shown, start, startDaemon, until } from "./harness.mjs";

const HOSTS = ["web-1", "web-2"];
const checkout = new URL("../../../../", import.meta.url).pathname;

function freePort() {
    return new Promise(resolve => {
        const server = createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

/** Starts a broker; returns its process and its address. */
async function startBroker(directory) {
    const [port, controller] = [await freePort(), await freePort()];
    const [data, settings] = [join(directory, "data"), join(directory, "server.properties")];
    mkdirSync(data, { recursive: true });
    const id = () => randomBytes(16).toString("base64url");
    writeFileSync(join(data, "meta.properties"), `version=1\ncluster.id=${id()}\nnode.id=1\ndirectory.id=${id()}\n`);
    const fixed = readFileSync(join(checkout, "cli/src/main/resources/io/ringtail/cli/broker.properties"), "utf8");
    writeFileSync(settings, `${fixed}
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
log.dirs=${data}
`);
    const jars = execFileSync(join(checkout, "kafka/broker/fetch"), { encoding: "utf8" }).trim();
    const options = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", jars, "kafka.Kafka", settings];
    return { broker: start("java", options, { stdio: "ignore" }), address: `127.0.0.1:${port}` };
}

export async function fleet(browser, classPath, { launcher, directory }) {
    const { broker, address } = await startBroker(join(directory, "broker"));
    const kafka = ["--kafka", address];
    await until("the topics", async () => {
        execFileSync(launcher, ["topics", "--create", ...kafka, "--partitions", "2"], { stdio: "ignore" });
        return true;
    });
    const children = [];
    for (const name of HOSTS) {
        const dir = join(directory, name);
        mkdirSync(dir);
        children.push((await startDaemon(launcher, ["--dir", dir, "--buffer-size", "4m"])).daemon);
        children.push(start(launcher, ["ship", "--dir", dir, "--host", name, ...kafka]));
        await ended(start("java", ["-cp", classPath, "io.ringtail.system.SpanApplication", dir, "50"]));
    }
    const written = HOSTS.map(name => {
        const json = execFileSync(launcher, ["stat", "--json", "--dir", join(directory, name)], { encoding: "utf8" });
        return JSON.parse(json).cpus.reduce((all, cpu) => all + cpu.written, 0);
    });
    const all = written.reduce((a, b) => a + b);
    await until("all events in the topics", async () => {
        const tail = ["tail", ...kafka, "--from", "oldest", "--until", "0s", "--json"];
        const lines = execFileSync(launcher, tail, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 30 });
        return lines.split("\n").length - 1 === all;
    });

    const view = start(launcher, ["view", "--no-open", ...kafka, "--host", "web-*"], { stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    view.stdout.on("data", data => (text += data));
    await until("the address", async () => / at http:\S+\n/.test(text));
    assert.ok(text.startsWith(`ringtail: web-1.dat, web-2.dat of ${address} at `), text);
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    const problems = [];
    page.on("pageerror", problem => problems.push(String(problem)));
    page.on("console", message => message.type() === "error" && problems.push(message.text()));
    await page.goto(/ at (http:\S+)/.exec(text)[1]);
    await until("all events", async () => number(await shown(page, "read")) === all);
    assert.equal(await shown(page, "file-lost"), "0");
    assert.match(await shown(page, "files"), /^web-1\.dat of web-1 \(.*\); web-2\.dat of web-2 \(.*\)$/);
    await accessible(page, "a fleet");
    await page.click("#tab-timeline");
    await until("both hosts' spans", async () => /^[\d,]+ spans, .* tracks$/.test(await shown(page, "span-count")));
    await accessible(page, "a fleet's timeline");
    assert.deepEqual(problems, []);
    await page.close();
    const end = ended(view);
    view.kill("SIGINT");
    await end;
    [...children, broker].forEach(child => child.kill());
}
