/** The fields that the schema allows at a place, for the suggestion behind a misspelt one. */
import { z } from "zod";

/** The field names allowed at a path of a schema; none where the path leads nowhere or to a map with free names. */
export function fieldNamesAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let found: z.ZodType[] = [schema];
  for (const segment of path) found = found.flatMap(variants).flatMap((variant) => step(variant, segment));
  return found
    .flatMap(variants)
    .flatMap((variant) => (variant instanceof z.ZodObject ? Object.keys(variant.shape) : []));
}

/** The schemas behind a default, an optional or a union. */
function variants(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return variants(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(variants);
  return [schema];
}

function step(schema: z.ZodType, segment: PropertyKey): z.ZodType[] {
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  if (!(schema instanceof z.ZodObject) || typeof segment !== "string") return [];
  const field: unknown = Object.hasOwn(schema.shape, segment) ? schema.shape[segment] : undefined;
  return field instanceof z.ZodType ? [field] : [];
}
