package dev.glassplane.store;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** Keeps the {@link CompactionMarker}. */
interface CompactionMarkers extends Repository<CompactionMarker, Integer> {

    Optional<CompactionMarker> findById(int id);

    CompactionMarker save(CompactionMarker marker);
}
