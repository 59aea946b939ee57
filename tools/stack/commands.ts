/** How to apply changed settings, for people with and without npm. */
export const START = '`npm start` or `docker compose up -d --wait`';

/** How to send a test message; also without npm. */
export const TEST_ALERT = '`docker compose exec exporter hg612 test-alert`';
