/** Version of the API, in the document and in the header of every answer; `CHANGELOG.md` says what changed. */
export const apiVersion = '1.0.0'
