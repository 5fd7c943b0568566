/// What a person can pick: connections to upstreams, the catalogue of their models, and what the administrator made of it.
package app.hearth.model;
