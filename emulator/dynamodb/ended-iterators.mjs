// dynalite ends its iterators by a `return` that they don't have: each query would leave one open for good, with all that it
// has read ahead and the store's state of that time.
import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator])
  prototype.return = function end() {
    return this.close();
  };
