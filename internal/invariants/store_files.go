package invariants

// readFiles reads the files of leads and counts their chunks; what belongs to no lead is nobody's file.
func (p *page) readFiles() {
	for _, r := range read[stored](p, "SELECT e.id, e.lead_id, e.size, e.chunks, e.expires, e.ready, e.later, e.scan, e.hash, COUNT(c.n) AS there_chunks,"+
		" COALESCE(SUM(LENGTH(c.data)), 0) AS there_bytes, COALESCE(MIN(c.n), 0) AS first, COALESCE(MAX(c.n), 0) AS last"+
		" FROM evidence AS e LEFT JOIN evidence_chunks AS c ON c.evidence_id = e.id WHERE e.lead_id > ? AND e.lead_id <= ? AND e.lead_id <> 0"+
		" GROUP BY e.id, e.lead_id, e.size, e.chunks, e.expires, e.ready, e.later, e.scan, e.hash ORDER BY e.lead_id, e.id", p.after, p.last) {
		p.of(r.LeadID).files = append(p.of(r.LeadID).files, r)
	}
}
