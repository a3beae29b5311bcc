/** On whom a client may act: on members of some groups alone, where the access file says so (`reach`). */
import * as z from "zod";
import { errorCodeOf, type OktaApi, oktaPath, UnexpectedAnswer } from "okta-api-access/service";
import { nextCursor } from "./userView";

/** Client id → ids of the groups. A client that is not in it may act on everybody. */
export type Reach = ReadonlyMap<string, readonly string[]>;

const reachSchema = z.record(z.string().min(1), z.array(z.string().min(1)));

/** Throws for a text that is none, which stops the cold start: an empty one would open everybody to everybody. */
export function readReach(text: string): Reach {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error("`REACH` must be JSON");
  }
  const reach = reachSchema.safeParse(parsed);
  if (!reach.success) throw new Error("`REACH` must name lists of groups by client");
  return new Map(Object.entries(reach.data));
}

/** Groups of one page, and pages at most: nobody is in more. */
const PAGE = 200;
const PAGES_MAX = 10;

const groupView = z.object({ id: z.string() });

/** Whether the person is in one of the groups. False where there is no such person. */
export async function isInOneOf(okta: OktaApi, userId: string, groupIds: readonly string[]): Promise<boolean> {
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(after !== null && { after }) });
    const response = await okta({
      method: "GET",
      path: `${oktaPath`/api/v1/users/${userId}/groups`}?${query.toString()}`,
    });
    if (response.status === 404) return false;
    if (response.status !== 200 || !Array.isArray(response.body))
      throw new UnexpectedAnswer(response.status, errorCodeOf(response));
    if (response.body.some((group) => groupIds.includes(groupView.parse(group).id))) return true;
    after = nextCursor(response);
    if (after === null) return false;
  }
  return false;
}
