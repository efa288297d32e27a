// Keeps the event loop running, and never finishes to load.
setInterval(() => {}, 1000);
await new Promise(() => {});

export default function ignore(): void {}
