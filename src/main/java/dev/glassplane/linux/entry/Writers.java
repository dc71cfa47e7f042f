package dev.glassplane.linux.entry;

import dev.glassplane.net.Origin;
import java.util.Optional;
import org.pcollections.ConsPStack;
import org.pcollections.PStack;
import org.pcollections.TreePMap;

/** The entries that writers have put under one key of a table: usually one, but thousands of Services may share an endpoint. Persistent. */
sealed interface Writers {

    /** @return the entry that counts: the one whose origin comes last, and of equal origins the one that came last */
    Entry<?, ?> last();

    /** @return these and another one */
    Writers with(Entry<?, ?> entry);

    /** @return these without an entry that equals this one, empty if none is left */
    Optional<Writers> without(Entry<?, ?> entry);

    /** One entry. */
    record One(Entry<?, ?> last) implements Writers {

        @Override
        public Writers with(Entry<?, ?> entry) {
            return new Many(TreePMap.<Origin, PStack<Entry<?, ?>>>singleton(last.origin(), ConsPStack.singleton(last))).with(entry);
        }

        @Override
        public Optional<Writers> without(Entry<?, ?> entry) {
            return last.equals(entry) ? Optional.empty() : Optional.of(this);
        }
    }

    /** Entries by origin, those of one origin newest first. */
    record Many(TreePMap<Origin, PStack<Entry<?, ?>>> byOrigin) implements Writers {

        @Override
        public Entry<?, ?> last() {
            return byOrigin.lastEntry().getValue().getFirst();
        }

        @Override
        public Writers with(Entry<?, ?> entry) {
            PStack<Entry<?, ?>> same = byOrigin.getOrDefault(entry.origin(), ConsPStack.empty());
            return new Many(byOrigin.plus(entry.origin(), same.plus(entry)));
        }

        @Override
        public Optional<Writers> without(Entry<?, ?> entry) {
            PStack<Entry<?, ?>> same = byOrigin.getOrDefault(entry.origin(), ConsPStack.empty());
            PStack<Entry<?, ?>> rest = same.minus(entry);
            TreePMap<Origin, PStack<Entry<?, ?>>> after = rest.isEmpty() ? byOrigin.minus(entry.origin()) : byOrigin.plus(entry.origin(), rest);
            return after.isEmpty() ? Optional.empty() : Optional.of(new Many(after));
        }
    }
}
