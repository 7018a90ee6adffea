// Validates Kubernetes manifests against the schemas of the Kubernetes API, strictly: an unknown field is an error.
// Arguments: a directory with node_modules of kubernetes-models and yaml, and the manifests.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(resolve(modules, "node_modules") + "/");
const { parseAllDocuments } = require("yaml");

// A value whose fields are unread until the validator, which reads the fields that the schema has, reads them.
const watched = (value, path, unread) => {
  if (value === null || typeof value !== "object") return value;
  const children = {};
  for (const [name, child] of Object.entries(value)) {
    const place = `${path}.${name}`;
    unread.add(place);
    children[name] = watched(child, place, unread);
  }
  return new Proxy(value, {
    get(target, name) {
      unread.delete(`${path}.${String(name)}`);
      return Object.hasOwn(children, name) ? children[name] : target[name];
    },
  });
};

const problem = (object) => {
  const unread = new Set();
  try {
    const models = require(`kubernetes-models/${object.apiVersion}`);
    const model = new models[object.kind](object);
    for (const name of Object.keys(model)) model[name] = watched(model[name], name, unread);
    model.validate();
    return unread.size > 0 ? `unknown: ${[...unread].join(", ")}` : "";
  } catch (error) {
    return error.message;
  }
};

// A validator that accepts everything would accept these, too.
const pod = (container) => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: { containers: [container] } });
for (const wrong of [{ name: "x", imagee: "y" }, { name: 1 }]) {
  if (problem(pod(wrong)) === "") {
    console.error(`the validator accepts the container ${JSON.stringify(wrong)}`);
    process.exit(1);
  }
}
for (const file of files) {
  for (const document of parseAllDocuments(readFileSync(file, "utf8"))) {
    const said = document.errors.length > 0 ? String(document.errors[0]) : problem(document.toJS());
    if (said !== "") {
      console.error(`${file}: ${said}`);
      process.exit(1);
    }
  }
}
console.log(`manifests: ${files.length} satisfy the schemas of Kubernetes`);
