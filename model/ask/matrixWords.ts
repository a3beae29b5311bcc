/** Who holds which scope at which client, as bit words: one AND per group and client, nothing is computed per cell. */
import type { Access } from "../file/access";
import { emptyBits, hasBit } from "../bits";
import { actsForPeople } from "../okta/clientTypes";
import { assignedBits, entitlementsOf, scopeBits } from "../compile/entitlements";

/** The matrix as bits, with the names of its rows and columns. */
export interface MatrixWords {
  readonly groups: readonly string[];
  readonly clients: readonly string[];
  readonly scopes: readonly string[];
  /** How many words a row (a group at a client) has. */
  readonly width: number;
  /** Row after row: of the first group at each client, then of the second group, … */
  readonly words: Uint32Array;
}

/**
 * The scopes that a member of one group alone is entitled to at each client. A group whose members are not assigned to
 * the client has none there. The row of a service client is the same for every group: its ceiling.
 */
export function matrixWords(access: Access): MatrixWords {
  const entitlements = entitlementsOf(access);
  const { numbers, groups } = entitlements;
  const clients = [...access.clients.values()];
  const width = emptyBits(numbers.names.length).length;
  const words = new Uint32Array(groups.length * clients.length * width);
  clients.forEach((client, column) => {
    const ceiling = scopeBits(numbers, client.ceiling);
    const assigned = assignedBits(access, client, entitlements);
    const service = !actsForPeople(client);
    groups.forEach(({ scopes }, number) => {
      const at = (number * clients.length + column) * width;
      const mask = service || hasBit(assigned, number) ? -1 : 0;
      const held = service ? ceiling : scopes;
      for (let word = 0; word < width; word++) words[at + word] = held[word]! & ceiling[word]! & mask;
    });
  });
  return {
    groups: groups.map(({ key }) => key),
    clients: clients.map(({ key }) => key),
    scopes: numbers.names,
    width,
    words,
  };
}

/** One cell of the matrix. */
export function matrixHas(
  { clients, width, words }: MatrixWords,
  group: number,
  client: number,
  scope: number,
): boolean {
  return (words[(group * clients.length + client) * width + (scope >>> 5)]! & (1 << (scope & 31))) !== 0;
}
