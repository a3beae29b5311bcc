/** Spares the tests the source-mapped stack traces that the SDK takes for every resource. */
import "../../local/engine/quietStacks";
