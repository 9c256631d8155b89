// Imported first. Node 26 has a localStorage that only warns when it is looked at, and the shape client looks; a host
// has no use for one.
Reflect.deleteProperty(globalThis, 'localStorage')
