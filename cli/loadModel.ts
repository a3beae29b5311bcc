/** Reads the access file that a command is asked about: TypeScript, or JSON. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { handlersIn, isProduct, ProductError, readModule, refuseRepeatedKeys } from "../components/stack/product";
import { type Access, type HandlerFolders, loadAccess } from "../model/file";
import { jsonProblem, UsageError } from "./io";

/** Which access file, and which stack's part of it. */
export interface ModelOptions {
  /** Path of the access file, relative to the working folder. */
  readonly model: string;
  readonly stack?: string;
}

/** A model larger than this is a mistake. */
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * The value of an access file, unchecked.
 *
 * @throws UsageError where the file cannot be read or is neither TypeScript nor JSON.
 */
export function readModel(file: string): unknown {
  const full = path.resolve(file);
  const size = statSync(full, { throwIfNoEntry: false });
  if (!size?.isFile()) throw new UsageError(`there is no file \`${file}\`; name the access file with \`--model FILE\``);
  if (size.size > BYTES_MAX) throw new UsageError(`\`${file}\` is larger than an access file can be`);
  const extension = path.extname(full);
  if (extension === ".json") return readJson(file, full);
  if (extension === ".ts") return readModule(full);
  throw new UsageError(`\`${file}\` is neither a \`.ts\` nor a \`.json\` file`);
}

/** The access of a file, for a stack. */
export function loadModel({ model, stack }: ModelOptions): Access {
  return loadAccess(readModel(model), { source: model, stack, handlers: handlersBeside(model) });
}

/** The handlers of the product that a file is the access file of; undefined where it stands by itself. */
export function handlersBeside(model: string): HandlerFolders | undefined {
  const folder = path.dirname(path.resolve(model));
  if (path.extname(model) !== ".ts" || !isProduct(folder)) return undefined;
  return handlersIn(path.join(folder, "handlers"));
}

function readJson(file: string, full: string): unknown {
  try {
    const text = readFileSync(full, "utf8").replace(/^\uFEFF/, "");
    const value = JSON.parse(text) as unknown;
    refuseRepeatedKeys(text, full, "json");
    return value;
  } catch (error) {
    if (error instanceof ProductError) throw error;
    throw new UsageError(`\`${file}\` is not valid JSON: ${jsonProblem(error)}`);
  }
}
