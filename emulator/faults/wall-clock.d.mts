export function stepWallClock(offset: Float64Array): void;
