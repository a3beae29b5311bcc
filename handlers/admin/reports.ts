/** The report on users: how many there are of each status. */
import { json, problem } from "okta-api-access/guard";
import { oktaRefusal, type Operation } from "./operation";
import { nextCursor, userView } from "./userView";

/** Users of one page, and pages at most: more than that does not fit into the time of one request. */
const PAGE = 200;
const PAGES_MAX = 20;

export const getReport: Operation = async ({ backend }) => {
  const users: Record<string, number> = {};
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    // With a condition Okta lists those too that are deactivated.
    const query = new URLSearchParams({ search: "status pr", limit: String(PAGE), ...(after !== null && { after }) });
    const response = await backend.okta({ method: "GET", path: `/api/v1/users?${query.toString()}` });
    if (response.status !== 200 || !Array.isArray(response.body)) return oktaRefusal(response);
    for (const user of response.body) {
      const { status } = userView.parse(user);
      users[status] = (users[status] ?? 0) + 1;
    }
    after = nextCursor(response);
    if (after === null) return json(200, { users });
  }
  return problem(422, "there are too many users for a report in one request");
};
