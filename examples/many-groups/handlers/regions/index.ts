/** Answers with the figures of the regions, and takes corrections. */
import { bodyText } from "okta-api-access/guard";
import { createHandler, type HttpEvent, type HttpResponse, json, noContent, problem } from "okta-api-access/service";

/** Region → its figure. Kept in memory, where an example may keep it. */
const figures = new Map(["north", "east", "south", "west", "overseas"].map((region, index) => [region, index * 100]));

const figuresOf = (...regions: readonly string[]) =>
  json(200, Object.fromEntries(regions.map((region) => [region, figures.get(region)])));

function correct(event: HttpEvent): HttpResponse {
  const region = event.pathParameters?.["region"] ?? "";
  const figure = Number(bodyText(event));
  if (!figures.has(region)) return problem(404, "there is no such region");
  if (!Number.isInteger(figure)) return problem(400, "the body is not a whole number");
  figures.set(region, figure);
  return noContent;
}

/** Which regions a route shows. The gateway has checked who may call it: see `access.ts`. */
export const handler = createHandler((event) => {
  if (event.routeKey === "PUT /figures/{region}") return correct(event);
  if (event.routeKey === "GET /homeland") return figuresOf("north", "east", "south", "west");
  return figuresOf(event.routeKey.replace("GET /", ""));
});
