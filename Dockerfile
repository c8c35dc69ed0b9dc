# Written with care but not yet run: the machines this was made on have no Docker engine.
FROM node:20-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
RUN npm run build
USER node
EXPOSE 8080
CMD ["npm", "start", "--silent"]
