/** AWS's own descriptions of its APIs, as its SDK for Python brings them: what a request must have, and of what form. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly string[];
}

export interface Model {
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
}

const read = new Map<string, Model>();

/** The newest model of a service. `python`: the folder of an environment in which botocore is. */
export function modelOf(python: string, service: string): Model {
  const lib = join(python, "lib");
  const version = readdirSync(lib).find((name) => name.startsWith("python"))!;
  const folder = join(lib, version, "site-packages/botocore/data", service);
  const file = join(folder, readdirSync(folder).sort().at(-1)!, "service-2.json.gz");
  const known = read.get(file) ?? (JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as Model);
  read.set(file, known);
  return known;
}
