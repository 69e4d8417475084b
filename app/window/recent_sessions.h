// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QStringList>

namespace interleave::window {

/// The sessions that were opened or saved last, newest first; kept in the settings.
class RecentSessions : public QMenu {
    Q_OBJECT
public:
    static constexpr qsizetype kMost = 8;
    explicit RecentSessions(QWidget *parent = nullptr);

    void add(const QString &fileName);
    /// It could not be opened: it is not offered again.
    void forget(const QString &fileName);
    [[nodiscard]] QStringList files() const;
    void retranslateUi();

Q_SIGNALS:
    void chosen(const QString &fileName);

private:
    void keep(const QStringList &files);
    void fill();
};

} // namespace interleave::window
