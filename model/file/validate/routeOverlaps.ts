/** Routes of one API that catch some of the same requests, where nobody can say which of them decides. */
import type { Finding } from "../../findings";
import { parseRouteKey } from "../../routes/routeKey";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

/** Two keys that differ only in the names of parameters: which of the two decides is nobody's to say. */
export function routeShadowFindings({ apis }: ParsedAccess): Finding[] {
  return Object.entries(apis).flatMap(([apiKey, { routes }]) => {
    const first = new Map<string, string>();
    return Object.keys(routes).flatMap((key): Finding[] => {
      const shape = parseRouteKey(key)?.shape;
      if (shape === undefined) return [];
      const other = first.get(shape);
      if (other === undefined) first.set(shape, key);
      return other === undefined ? [] : [shadow(apiKey, key, other)];
    });
  });
}

function shadow(apiKey: string, key: string, other: string): Finding {
  return error(
    "route-shadow",
    ["apis", apiKey, "routes", key],
    `catches the same requests as \`${other}\`; keep one of the two`,
  );
}

interface Shape {
  readonly key: string;
  readonly method: string;
  /** Undefined stands for a variable. */
  readonly parts: readonly (string | undefined)[];
}

/**
 * `GET /a/{x}` and `GET /{y}/b` both catch `/a/b`, and which of them decides is up to the gateway: API Gateway only says
 * that the most exact one does. `GET /users/me` beside `GET /users/{id}` is the more exact one, and fine.
 */
export function routeOverlapFindings({ apis }: ParsedAccess): Finding[] {
  return Object.entries(apis).flatMap(([apiKey, { routes }]) => {
    const shapes = Object.keys(routes).flatMap((key) => shapeOf(key) ?? []);
    return shapes.flatMap((shape, index) => {
      const other = shapes.slice(0, index).find((earlier) => isUndecided(shape, earlier));
      return other === undefined ? [] : [overlap(apiKey, shape, other)];
    });
  });
}

function shapeOf(key: string): Shape | undefined {
  const parsed = parseRouteKey(key);
  if (parsed === undefined) return undefined;
  const parts = parsed.path.split("/").slice(1);
  return { key, method: parsed.method, parts: parts.map((part) => (part.startsWith("{") ? undefined : part)) };
}

function isUndecided({ method, parts }: Shape, other: Shape): boolean {
  if (method !== other.method || parts.length !== other.parts.length) return false;
  let more = false;
  let less = false;
  for (const [index, part] of parts.entries()) {
    const beside = other.parts[index];
    if (part !== undefined && beside !== undefined && part !== beside) return false;
    more ||= part !== undefined && beside === undefined;
    less ||= part === undefined && beside !== undefined;
  }
  return more && less;
}

function overlap(apiKey: string, shape: Shape, other: Shape): Finding {
  const both = shape.parts.map((part, index) => part ?? other.parts[index] ?? "x");
  return error(
    "route-shadow",
    ["apis", apiKey, "routes", shape.key],
    `catches \`/${both.join("/")}\` as \`${other.key}\` does, and neither is the more exact one; change one of the two paths`,
  );
}
