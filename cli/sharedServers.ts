/** What the stack files of several products say of the server that they share: a stack of one name is one environment. */
import path from "node:path";
import { productAt, stackSettings, stacksOf } from "../components/stack/product";
import { checkAccess } from "../model/file";
import type { Finding } from "../model/findings";
import { STACK } from "../local/stackConfig";
import { handlersBeside } from "./loadModel";
import { existingClients } from "./org/placement";

interface OrgFile {
  readonly source: string;
  readonly value: unknown;
}

/** One product in one stack, on a server. */
interface Place {
  readonly file: string;
  readonly stack: string;
  readonly audience: string;
  readonly clientCount: number;
  readonly priorities: { readonly from: number; readonly to: number } | undefined;
  /** Client id → key, of applications that exist. */
  readonly clientIds: ReadonlyMap<string, string>;
}

const PRIORITIES = "okta-api-access:policyPriorities";
const CLIENTS = "okta-api-access:clients";

/** A file beside another, with a folder in its name so that nobody takes it for one beside the first. */
export function fileBeside(source: string, file: string): string {
  return `${path.dirname(source)}/${file}`;
}

/** What two products on one server may not both say, stack by stack. */
export function sharedServerFindings(files: readonly OrgFile[], stack?: string): Finding[] {
  const places = files.flatMap((file) => placesOf(file, stack));
  return places.flatMap((place, index) => {
    const sharing = places
      .slice(0, index)
      .filter((other) => other.stack === place.stack && other.audience === place.audience);
    return sharing.flatMap((other) => [...overlap(place, other), ...sameClients(place, other)]);
  });
}

function placesOf({ source, value }: OrgFile, only: string | undefined): Place[] {
  if (handlersBeside(source) === undefined) return [];
  const product = productAt(path.dirname(path.resolve(source)));
  return stacksOf(product).flatMap((stack) => {
    // A local cloud is one product's alone.
    if (stack === STACK) return [];
    const { access } = checkAccess(value, { stack });
    const settings = stackSettings(product, stack);
    if (access === undefined || settings === undefined || (only !== undefined && stack !== only)) return [];
    const { audience, clients } = access;
    return [
      {
        file: fileBeside(source, `Pulumi.${stack}.yaml`),
        stack,
        audience,
        clientCount: clients.size,
        priorities: rangeOf(settings[PRIORITIES]),
        clientIds: new Map([...existingClients(settings[CLIENTS])].map(([key, id]) => [id, key])),
      },
    ];
  });
}

function rangeOf(value: unknown): Place["priorities"] {
  const { from, to } = Object(value) as { from?: unknown; to?: unknown };
  return typeof from === "number" && typeof to === "number" ? { from, to } : undefined;
}

/** Whoever says nothing has the priorities from 1 on, without gaps. */
function overlap(place: Place, other: Place): Finding[] {
  if (place.priorities === undefined && other.priorities === undefined) {
    return [
      finding(
        place,
        PRIORITIES,
        `is missing: \`${other.file}\` is a stack on the same server, and each would push the other's policies about; give both a range of their own`,
      ),
    ];
  }
  const mine = place.priorities ?? { from: 1, to: place.clientCount };
  const theirs = other.priorities ?? { from: 1, to: other.clientCount };
  if (mine.to < theirs.from || theirs.to < mine.from) return [];
  return [
    finding(
      place,
      PRIORITIES,
      `${mine.from} to ${mine.to} overlaps with ${theirs.from} to ${theirs.to} of \`${other.file}\`: give each product on the server a range of its own`,
    ),
  ];
}

/** The first policy that names a client decides, so that a client stands in one file. */
function sameClients(place: Place, other: Place): Finding[] {
  return [...place.clientIds].flatMap(([id, key]) => {
    const theirs = other.clientIds.get(id);
    if (theirs === undefined) return [];
    const message = `is the client \`${theirs}\` of \`${other.file}\` as well: on one server the first policy that covers a request decides, so that a client stands in one access file`;
    return [finding(place, `${CLIENTS}.${key}.clientId`, message)];
  });
}

function finding({ file }: Place, at: string, message: string): Finding {
  return { rule: "shared-server", level: "error", file, path: at, message };
}
