// Preloaded by the commands of this program, and by a product's tests: ts-node, with esbuild in place of the TypeScript
// compiler, which takes three times as long to do the same. Types are checked by `npm test`. `pulumi up` uses ts-node with
// the compiler itself.
require("ts-node").register({ transpileOnly: true, transpiler: require.resolve("./transpiler.cjs") });
