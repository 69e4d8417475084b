// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QTreeView;

namespace interleave::widgets {

/// True of an index with this role: its text spans the row, and is wrapped rather than cut.
inline constexpr int kWrappedRole = Qt::UserRole + 100;

/// Gives a wrapped text of a tree as many lines as the tree's width asks for.
class WrapDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// Belongs to the tree.
    explicit WrapDelegate(QTreeView *tree);

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QTreeView *m_tree;
};

} // namespace interleave::widgets
