/** Whether Node.js is too old for this program, in words that even an old one can print. */
import { manifest } from "../components/program";

/** @returns what to tell the person; undefined where the version will do. */
export function oldNode(version: string): string | undefined {
  const { name, engines } = manifest();
  const least = engines.node.replace(/^>=/, "").split(".").map(Number);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `${name} needs Node.js ${least.join(".")} or newer, and this is ${version}: install a newer one (https://nodejs.org)`;
}
