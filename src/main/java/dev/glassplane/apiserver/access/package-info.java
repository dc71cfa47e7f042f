/**
 * Who is who and who may what, as far as clients ask: reviews answer that everybody who may connect may do everything, because RBAC objects
 * are stored and not enforced, and say so. Tokens of service accounts are signed here and recognised by TokenReview, and open no door.
 */
package dev.glassplane.apiserver.access;
