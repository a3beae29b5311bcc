/** Routes of one API that catch the same requests. */
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
