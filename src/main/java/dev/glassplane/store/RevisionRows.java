package dev.glassplane.store;

import java.util.Collection;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Reads the log back. */
interface RevisionRows extends Repository<RevisionRow, Long> {

    List<RevisionRow> findByRevisionGreaterThanAndRevisionLessThanEqualOrderByRevision(long after, long upTo, Limit limit);

    List<RevisionRow> findByRevisionIn(Collection<Long> revisions);
}
